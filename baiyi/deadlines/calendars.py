"""Importing a year's official table, and what it would have changed. Nothing that was issued changes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import batched

from django.db import transaction
from django.db.models import F, Q, QuerySet

from baiyi.deadlines.calendar import Calendar, compute
from baiyi.deadlines.models import CalendarDay, CalendarYear, Deadline, Extension
from baiyi.deadlines.services import read_calendar
from baiyi.journal.services import acting
from baiyi.records import clock
