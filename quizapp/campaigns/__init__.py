"""A campaign: one safety month in one unit tree, with its theme, days, notice and form.

What is held during it belongs to the producers; what is reported about it to `quizapp.statistics`.
"""

from quizapp.campaigns.cards import Card, Group, collect_cards
from quizapp.campaigns.feedback import (
    TOPICS,
    NewFeedback,
    count_open_feedback,
    get_feedback,
    list_feedback,
    reveal_contact,
    send_feedback,
    settle_feedback,
)
from quizapp.campaigns.models import Campaign, Feedback
from quizapp.campaigns.service import (
    CampaignText,
    NewCampaign,
    edition_ordinal,
    get_campaign,
    get_campaign_by_code,
    keeps_until,
    list_campaigns,
    list_forgotten,
    list_published,
    open_campaign,
    update_campaign,
)
from quizapp.campaigns.today import Section, TodayCard, TodayView, collect_today

__all__ = [
    "TOPICS",
    "Campaign",
    "CampaignText",
    "Card",
    "Feedback",
    "Group",
    "NewCampaign",
    "NewFeedback",
    "Section",
    "TodayCard",
    "TodayView",
    "collect_cards",
    "collect_today",
    "count_open_feedback",
    "edition_ordinal",
    "get_campaign",
    "get_campaign_by_code",
    "get_feedback",
    "keeps_until",
    "list_campaigns",
    "list_feedback",
    "list_forgotten",
    "list_published",
    "open_campaign",
    "reveal_contact",
    "send_feedback",
    "settle_feedback",
    "update_campaign",
]
