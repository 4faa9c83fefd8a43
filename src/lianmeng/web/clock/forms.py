"""The banner's form for the demonstration's date."""

from datetime import date, timedelta
from typing import Any

from django import forms


class DateForm(forms.Form):
    """Either a day, or a step of days from the present one."""

    day = forms.DateField(
        label="演示日期", required=False, error_messages={"invalid": "请按“年-月-日”填写，例如 2026-03-18。"}
    )
    step = forms.IntegerField(required=False, min_value=1, max_value=3660)

    def clean(self) -> dict[str, Any]:
        """One of the two must be given."""
        data = super().clean() or {}
        if not self.errors and data.get("day") is None and data.get("step") is None:
            self.add_error("day", "请填写要改到的日期。")
        return data

    def target(self, present: date) -> date:
        """The day asked for, seen from ``present``. Raises OverflowError past the year 9999."""
        step = self.cleaned_data.get("step")
        if step:
            return present + timedelta(days=step)
        day: date = self.cleaned_data["day"]
        return day
