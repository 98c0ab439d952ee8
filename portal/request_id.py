"""The id of the request being answered, so that journal lines and logs can be joined."""

from contextvars import ContextVar

current: ContextVar[str] = ContextVar("request_id", default="")
