"""Devices at the door: helpers' phones, kiosks and programs, each let in by a link, for one session.

They keep scans while there is no network and send them later; what the server cannot accept waits for a person.
What a scan means belongs to `quizapp.checkins`.
"""

from quizapp.devices.models import DoorDevice, DoorDeviceState, DoorUpload
from quizapp.devices.people_list import ListLine, PeopleList, people_list, search_list
from quizapp.devices.queries import DeviceView, UploadView, count_outcomes, count_waiting, list_devices, list_reviews
from quizapp.devices.receipts import Receipt, find_receipt, known_nonces
from quizapp.devices.rules import Device, DeviceRole, Outcome, Problem
from quizapp.devices.service.links import (
    Invite,
    Redeemed,
    find_device,
    invite_device,
    redeem_invite,
    revoke_device,
    roll_device,
)
from quizapp.devices.service.receive import Clock, SentScan, receive
from quizapp.devices.service.settle import dismiss_upload, enter_upload

__all__ = [
    "Clock",
    "Device",
    "DeviceRole",
    "DeviceView",
    "DoorDevice",
    "DoorDeviceState",
    "DoorUpload",
    "Invite",
    "ListLine",
    "Outcome",
    "PeopleList",
    "Problem",
    "Receipt",
    "Redeemed",
    "SentScan",
    "UploadView",
    "count_outcomes",
    "count_waiting",
    "dismiss_upload",
    "enter_upload",
    "find_device",
    "find_receipt",
    "invite_device",
    "known_nonces",
    "list_devices",
    "list_reviews",
    "people_list",
    "receive",
    "redeem_invite",
    "revoke_device",
    "roll_device",
    "search_list",
]
