"""Where a directive stands on its way out of the house, and what an approval of its content covers."""

from django.db import models


class State(models.TextChoices):
    """Drafted or put away, looked at, approved, perhaps waiting for its hour, published for good or taken back."""

    DRAFT = "draft", "Dự thảo"
    IN_REVIEW = "in_review", "Chờ duyệt nội dung"
    APPROVED = "approved", "Đã duyệt nội dung"
    SCHEDULED = "scheduled", "Hẹn giờ ban hành"
    PUBLISHED = "published", "Đã ban hành"
    RECALLED = "recalled", "Đã thu hồi"
    PUT_AWAY = "put_away", "Đã bỏ"


# Left the house: readable by those who received it, and never changed again.
OUT = (State.PUBLISHED, State.RECALLED)
# On the way out of the house.
INSIDE = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
# Looked at or approved: whoever approves it sees it, and its content doesn't change under their eyes.
BEFORE_APPROVER = (State.IN_REVIEW, State.APPROVED, State.SCHEDULED)

# Columns whose words an approver approves. Number and day of issue come after the approval (domain.md 2.4, Điều 15).
APPROVED_CONTENT = frozenset(
    {
        "type_name",
        "title",
        "summary",
        "urgency",
        "signer_title",
        "signer_name",
        "deadline_words",
        "department",
        "to_all",
        "content",
    }
)
