"""The deadlines of anti-drowning: 四个一 to repair and to re-check, devices to repair."""

from baiyi.deadlines.kinds import register

FACILITY_REPAIR = register(
    "facility_repair", label="设施整改", sentence="{title}：设施整改期限{due}，{left}，请尽快修复或补齐。"
)
FACILITY_RECHECK = register(
    "facility_recheck", label="设施复核", sentence="{title}：设施复核期限{due}，{left}，请换人到场复核。"
)
DEVICE_REPAIR = register("device_repair", label="设备维修", sentence="{title}：设备维修期限{due}，{left}，请尽快修复。")
