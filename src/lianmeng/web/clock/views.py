"""POST /demonstration/date, known only to a demonstration."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from lianmeng.web import calendar, clock
from lianmeng.web.clock.forms import DateForm
from lianmeng.web.ui.links import safe_next
from lianmeng.web.ui.words import day_words


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move the demonstration's date and return to the page it was moved from."""
    if not clock.is_demonstration():
        raise Http404
    form = DateForm(request.POST)
    if form.is_valid():
        _move(request, form)
    else:
        messages.error(request, "演示日期没有改动。" + _first_error(form))
    return redirect(safe_next(request, request.POST.get("next"), "/"))


def _move(request: HttpRequest, form: DateForm) -> None:
    try:
        day = form.target(clock.today())
        back = clock.move_to(day)
    except OverflowError:
        messages.error(request, "演示日期没有改动。日期超出范围。")
    except clock.ClockRefusal as refusal:
        mend = f"最早可改到{day_words(refusal.earliest)}。" if refusal.earliest else ""
        messages.error(request, f"演示日期没有改动。{refusal}{mend}")
    else:
        said = f"演示日期已改到{day_words(day)}。"
        if back:
            messages.warning(request, said + "日期往回改了：各页的剩余天数按新日期重新计算，已办事项不变。")
        else:
            messages.success(request, said)
        _run_calendar(request, day)


def _run_calendar(request: HttpRequest, day: date) -> None:
    """Let the passing of time do what is its own, and say so: it is not undone by moving the date back."""
    for done in calendar.run(day):
        messages.warning(request, f"到期办理：{done.words}（{done.case.title}），已由日历办理，不能撤回。")


def _first_error(form: DateForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")
