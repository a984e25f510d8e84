"""A campaign: one safety month in one unit tree, with its theme, days, notice and form.

What is held during it belongs to the producers; what is reported about it to `quizapp.statistics`.
"""

from quizapp.campaigns.models import Campaign
from quizapp.campaigns.service import (
    NewCampaign,
    edition_ordinal,
    get_campaign,
    get_campaign_by_code,
    list_campaigns,
    open_campaign,
)

__all__ = [
    "Campaign",
    "NewCampaign",
    "edition_ordinal",
    "get_campaign",
    "get_campaign_by_code",
    "list_campaigns",
    "open_campaign",
]
