// What a page may not do at any size. Evaluated in the page by tests/browser/access.py; each function returns sentences of what is wrong.
(() => {
  const NEAR = 1.5; // px: rounding of the layout
  const FOCUSABLE = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex]';

  const say = (element) => {
    const name = element.tagName.toLowerCase() + (typeof element.className === 'string' && element.className ? `.${element.className.trim().split(/\s+/).join('.')}` : '');
    return `${name} “${(element.innerText || element.value || element.name || '').trim().slice(0, 24)}”`;
  };
  const style = (element) => window.getComputedStyle(element);
  const ancestors = (element) => {
    const found = [];
    for (let each = element; each && each !== document.documentElement; each = each.parentElement) found.push(each);
    return found;
  };
  const isShown = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !element.closest('.visually-hidden, .skip-link');
  const remembered = (find) => {
    const known = new Map();
    return (element) => known.has(element) ? known.get(element) : known.set(element, find(element)).get(element);
  };
  const scrolls = (element) => ['auto', 'scroll'].includes(style(element).overflowX) && element !== document.body;
  const isFixed = (element) => ['fixed', 'sticky'].includes(style(element).position);
  const layer = (element) => ancestors(element).find((each) => isFixed(each) || each.matches('.drop-box')) || null;
  const isRunningText = (link) => style(link).display === 'inline' && link.tagName === 'A'
    && Array.from(link.parentElement.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim().length > 1);

  function texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const parent = node.parentElement;
      if (!node.textContent.trim() || parent.closest('script, style, option, svg, textarea') || !isShown(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) found.push({ parent, box, text: node.textContent.trim().slice(0, 20) });
    }
    return found;
  }

  function tooWide() {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const culprits = Array.from(document.body.querySelectorAll('*')).filter((each) => isShown(each)
      && each.getBoundingClientRect().right > root.clientWidth + NEAR && !ancestors(each.parentElement).some(scrolls));
    return [`${root.scrollWidth - root.clientWidth} px too wide: ${culprits.slice(-3).map(say).join(', ')}`];
  }

  function cut(found) {
    const problems = [];
    const holderOf = remembered((parent) => ancestors(parent).find((each) => style(each).overflowX !== 'visible'));
    const isScrolledIn = remembered((parent) => ancestors(parent).find((each) => scrolls(each)));
    for (const { parent, box, text } of found) {
      const holder = holderOf(parent);
      if (holder && !scrolls(holder) && holder.tagName !== 'BODY') {
        const hole = holder.getBoundingClientRect();
        const isOut = box.right > hole.right + NEAR || box.left < hole.left - NEAR || box.bottom > hole.bottom + 4 || box.top < hole.top - 4;
        if (isOut && !holder.title) problems.push(`cut off in ${say(holder)}: ${text}`);
      }
      const frame = parent.closest('.button, .tag, td, th, button, .card, summary');
      if (frame && !frame.contains(isScrolledIn(parent))) {
        const edge = frame.getBoundingClientRect();
        if (box.right > edge.right + NEAR || box.left < edge.left - NEAR) problems.push(`sticks out of ${say(frame)}: ${text}`);
      }
    }
    for (const field of document.querySelectorAll('main select, main input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file])')) {
      if (isShown(field) && field.tagName === 'INPUT' && !field.value && field.placeholder && field.scrollWidth > field.clientWidth + 1) problems.push(`placeholder cut off in ${say(field)}`);
      if (isShown(field) && field.tagName === 'INPUT' && field.type === 'date' && field.getBoundingClientRect().width < 112) problems.push(`date cut off in ${say(field)}`);
    }
    return problems;
  }

  function overlapping(found) {
    const problems = [];
    const layerOf = remembered(layer);
    const rows = found.map((each) => ({ ...each, layer: layerOf(each.parent) })).sort((a, b) => a.box.top - b.box.top);
    for (let i = 0; i < rows.length; i += 1) {
      for (let j = i + 1; j < rows.length && rows[j].box.top < rows[i].box.bottom - 3; j += 1) {
        const [a, b] = [rows[i], rows[j]];
        const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
        const high = Math.min(a.box.bottom, b.box.bottom) - b.box.top;
        const line = Math.min(a.box.height, b.box.height);
        if (wide > 2 && high > line * 0.45 && a.layer === b.layer && !a.parent.closest('.badge-count') && !b.parent.closest('.badge-count')) problems.push(`“${a.text}” over “${b.text}”`);
      }
    }
    return problems;
  }

  function target(element) {
    const isBehind = element.matches('input[type=file]') && style(element).opacity === '0'; // its label is the button
    if (isBehind || element.matches('input[type=checkbox], input[type=radio]')) {
      const label = element.closest('.form-check') || (element.labels && element.labels[0]);
      if (label) return label;
    }
    return element;
  }

  function small(least) {
    const problems = [];
    for (const element of document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=hidden]), label.chip, .segment label')) {
      const aim = target(element);
      if (!isShown(aim) || element.disabled || isRunningText(element)) continue;
      const box = aim.getBoundingClientRect();
      if (!box.width || !box.height) continue;
      if (box.height < least - 0.5 || box.width < least - 0.5) problems.push(`${say(element)} is ${Math.round(box.width)}×${Math.round(box.height)}`);
    }
    return problems;
  }

  const look = (element) => {
    const found = style(element);
    return [found.outlineStyle === 'none' ? '' : found.outlineWidth + found.outlineColor, found.boxShadow].join('|');
  };
  const drawnFor = (element) => (element.matches('input') && element.labels && element.labels.length ? [element, element.labels[0]] : [element]);

  /* What has the focus is in sight, from top to bottom unless it is very high, and under no bar. */
  function covered(element) {
    const aim = style(element).opacity === '0' || element.getBoundingClientRect().width < 3 ? drawnFor(element).pop() : element;
    const box = aim.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + box.width / 2, 1), window.innerWidth - 2);
    const seen = [box.top + 3, box.top + box.height / 2, box.bottom - 3].filter((y) => {
      const top = document.elementFromPoint(x, y);
      return top && (aim.contains(top) || top.contains(aim) || !layer(top) || layer(top) === layer(aim));
    });
    const isSeen = seen.length >= (box.height > window.innerHeight / 2 ? 1 : box.height > window.innerHeight / 5 ? 2 : 3);
    return isSeen ? [] : [`focus hidden: ${say(element)} at ${Math.round(box.top)}–${Math.round(box.bottom)}`];
  }

  /* Where somebody at the keyboard stands: [] when the focus is drawn and in sight. */
  function stop() {
    const element = document.activeElement;
    if (!element || element === document.body) return [];
    const isDrawn = drawnFor(element).map(style).some((each) => each.outlineStyle !== 'none' || each.boxShadow !== 'none');
    return [...(isDrawn ? [] : [`no sign of the focus on ${say(element)}`]), ...covered(element)];
  }

  function hidden() {
    const problems = [];
    const all = Array.from(document.querySelectorAll(FOCUSABLE)).filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ checkVisibilityCSS: true }));
    if (document.activeElement) document.activeElement.blur();
    const before = new Map(all.map((each) => [each, drawnFor(each).map(look).join()]));
    for (const element of all) {
      element.focus();
      if (document.activeElement !== element) continue;
      if (drawnFor(element).map(look).join() === before.get(element)) problems.push(`no sign of the focus on ${say(element)}`);
      problems.push(...covered(element));
    }
    if (document.activeElement) document.activeElement.blur();
    window.scrollTo(0, 0);
    return problems;
  }

  window.probes = {
    layout(least) {
      const found = texts();
      return [...tooWide(), ...cut(found), ...overlapping(found), ...small(least)];
    },
    focus: hidden,
    stop,
    unfold() {
      for (const each of document.querySelectorAll('main details')) each.open = true;
    },
    parts() {
      return Array.from(new Set(Array.from(document.body.querySelectorAll('*')).map((each) => `${each.tagName}.${each.getAttribute('class') || ''}`)));
    },
    textSize(name) {
      document.documentElement.classList.remove('text-large', 'text-huge');
      if (name) document.documentElement.classList.add(name);
    },
    async axe(tags) {
      document.activeElement.blur(); // a focused skip link lies over the menu button, as it should
      const found = await window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'], elementRef: false });
      return found.violations.map((each) => `axe ${each.id}: ${each.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${(node.any[0] || node.all[0] || node.none[0] || {}).message || ''}`).join(' | ')} (${each.nodes.length})`);
    },
  };
})()
