"""Waters with their 四个一, patrols, devices, alerts and dissuasions, as the tests of every page meet them."""

import datetime as dt

from django.urls import reverse

from baiyi.records import clock
from prevention.models import (
    Device,
    DeviceRepair,
    Dissuasion,
    FacilityDefect,
    Water,
    WaterAlert,
    WaterPatrol,
)
from prevention.services import waters as services
from prevention.services.waters.patrols import close_day
from prevention.views.waters.alerts import ALERTS, DISSUASIONS
from prevention.views.waters.defects import DEFECTS
from prevention.views.waters.devices import DEVICES, REPAIRS
from prevention.views.waters.patrols import WATER_PATROLS
from prevention.views.waters.waters import WATERS
from tests.factories import Force
from tests.samples import FormPage, Sample
from tests.world import World

ONE_DAY = dt.timedelta(days=1)


def make_water(force: Force, **facts) -> Water:
    """At alice's station, shared with the partner body, looked after since a month."""
    number = f"S{Water.objects.count() + 1:03d}"
    facts = {"number": number, "name": f"东门河段{number}", "kind": "river", "place": "东门桥至码头"} | facts
    facts = {"unit": force.station, "starts_on": clock.today() - 30 * ONE_DAY} | facts
    return services.add_water(by=force.people["office"], **facts)


def shared_water(force: Force, **facts) -> Water:
    return make_water(force, education_unit=force.partner_body, near_schools="东门小学", **facts)


def make_defect(force: Force, water: Water | None = None, *, by=None, **facts) -> FacilityDefect:
    facts = {"kind": "ring", "fault": "damaged", "pieces": 1, "found_on": clock.today()} | facts
    return services.report_defect(water or make_water(force), by=by or force.people["office"], **facts)


def mended_defect(force: Force, *, by=None, **facts) -> FacilityDefect:
    """That amy repaired."""
    defect = make_defect(force, **facts)
    return services.mend_defect(
        defect, by=by or force.amy, version=defect.version, on=clock.today(), repair="已更换救生圈"
    )


def shared_defect(force: Force) -> FacilityDefect:
    return make_defect(force, shared_water(force))


def make_patrol(force: Force, water: Water | None = None, *, by=None, **facts) -> WaterPatrol:
    by = by or force.alice
    facts = {"half": "am", "patrolled_on": clock.today(), "patroller": by} | facts
    return services.add_patrol(by=by, water=water or make_water(force), **facts)


def make_device(force: Force, water: Water | None = None, **facts) -> Device:
    number = f"YJ-{Device.objects.count() + 1:03d}"
    begun = clock.today() - 10 * ONE_DAY
    facts = {"number": number, "point": "桥北灯杆", "kind": "whole", "installed_on": begun, "starts_on": begun} | facts
    return services.add_device(by=force.people["office"], water=water or make_water(force), **facts)


def with_token(force: Force, **facts) -> Device:
    device = make_device(force, **facts)
    services.issue_token(device, by=force.people["office"], version=device.version)
    return Device.objects.get(pk=device.pk)


def make_repair(force: Force, device: Device | None = None, *, by=None) -> DeviceRepair:
    return services.report_fault(device or make_device(force), by=by or force.people["office"], fault="镜头脱落")


def make_alert(force: Force, water: Water | None = None, **facts) -> WaterAlert:
    facts = {"happened_at": clock.now(), "point": "桥北"} | facts
    return services.add_alert(by=force.people["office"], water=water or make_water(force), **facts)


def judged_alert(force: Force) -> WaterAlert:
    alert = make_alert(force)
    return services.confirm_alert(
        alert, by=force.people["office"], version=alert.version, way="scene", dissuaded=3, minors=1
    )


def make_dissuasion(force: Force, water: Water | None = None, *, by=None, **facts) -> Dissuasion:
    facts = {"happened_at": clock.now(), "persons": 3, "minors": 2, "way": "scene"} | facts
    return services.dissuade(by=by or force.people["office"], water=water or make_water(force), **facts)


def water_words(force: Force) -> dict:
    words = {"number": "S900", "name": "南桥水库", "kind": "reservoir", "risk": "1", "place": "南桥村"}
    return words | {"unit": str(force.station.pk), "patrols_a_day": "2"}


def patrol_words(force: Force) -> dict:
    return {"water": str(make_water(force).pk), "half": "pm", "dissuaded": "4", "minors": "2", "result": "normal"}


def device_words(force: Force) -> dict:
    return {"number": "YJ-900", "water": str(make_water(force).pk), "point": "码头", "kind": "camera"}


def alert_words(force: Force) -> dict:
    return {"water": str(make_water(force).pk), "point": "桥下"}


def dissuasion_words(force: Force) -> dict:
    return {"water": str(make_water(force).pk), "way": "shout", "persons": "5", "minors": "2"}


reason = {"reason": "登记错误"}
COUNTS = ("dissuaded", "minors", "companions", "rescued")
FORM_PAGES = {
    "prevention:water-days": FormPage(
        "alice",
        lambda world: reverse("prevention:water-days"),
        lambda world: {"until": f"{clock.today()}"},
        method="get",
    ),
}
SAMPLES = [
    Sample(
        WATERS,
        who="chief",
        make=make_water,
        words=water_words,
        changed={"plan": "增设护栏"},
        moves={
            "defect": {"kind": "rope", "fault": "missing", "pieces": "2", "what": "绳索不见"},
            "facilities": {"sign": "2", "ring": "4", "rope": "2", "pole": "2"},
            "void": reason,
        },
        again=("facilities", "defect"),
        scoped=("point_officer",),
        counts_from_zero=("sign", "ring", "rope", "pole"),
        any_day=("add", "change"),
    ),
    Sample(
        DEFECTS,
        who="chief",
        make=make_defect,
        moves={"mend": {"repair": "已换新"}, "void": reason},
        again=("mend",),
    ),
    Sample(
        DEFECTS,
        who="chief",
        make=mended_defect,
        moves={"settle": {"check_note": "已完好"}, "fail": {"check_note": "仍有裂纹"}},
    ),
    Sample(DEFECTS, who="partner", make=shared_defect, moves={"said": {"said": "已提醒学校巡查"}}, again=("said",)),
    Sample(
        WATER_PATROLS,
        who="chief",
        make=make_patrol,
        words=patrol_words,
        changed={"remark": "水位上涨"},
        moves={"void": reason},
        scoped=("patroller",),
        counts_from_zero=COUNTS,
    ),
    Sample(
        DEVICES,
        who="chief",
        make=make_device,
        words=device_words,
        changed={"power": "solar"},
        moves={"repair": {"fault": "喇叭不响"}, "token": {}, "void": reason},
        again=("token",),
        any_day=("add", "change"),
    ),
    Sample(DEVICES, who="chief", make=with_token, moves={"revoke": reason}),
    Sample(REPAIRS, who="chief", make=make_repair, moves={"finish": {"result": "已更换镜头"}, "void": reason}),
    Sample(
        ALERTS,
        who="chief",
        make=make_alert,
        words=alert_words,
        moves={
            "confirm": {"way": "shout", "dissuaded": "2", "minors": "1"},
            "dismiss": {"note": "树影晃动"},
            "void": reason,
        },
        scoped=("water",),
        counts_from_zero=COUNTS,
    ),
    Sample(ALERTS, who="chief", make=judged_alert, moves={"reopen": reason}),
    Sample(
        DISSUASIONS,
        who="chief",
        make=make_dissuasion,
        words=dissuasion_words,
        changed={"note": "两名学生"},
        moves={"void": reason},
        counts_from_zero=COUNTS,
    ),
]


def happen_at_waters(world: World) -> None:
    """At each station a water with a device, a broken ring, a patrol, a half that was missed, alerts of each kind."""
    force, office = world.force, world.force.people["office"]
    for unit in (force.station, force.other_station):
        water = make_water(force, unit=unit)
        make_device(force, water).days.create(seen_on=clock.today())
        make_defect(force, water)
        make_patrol(force, water, by=office, dissuaded=3, minors=1)
        close_day([water], clock.today() - ONE_DAY)
        alert = make_alert(force, water)
        services.dismiss_alert(alert, by=office, version=alert.version, note="飞鸟")


def heartbeat_address() -> str:
    return reverse("prevention:device-heartbeat")
