"""GET /healthz: whether this process reaches its database."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianmeng.record import queries as record


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with the number of ledger entries (kept in a counter, so it costs one row), else 503."""
    try:
        entries = record.count()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": connection.vendor}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor, "ledger": entries})
