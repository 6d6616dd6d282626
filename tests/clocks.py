"""The shop's clock in a test's hands."""

from datetime import datetime

from shop.kernel import clock


class SettableClock:
    """Sets the shop's clock. Naive parts are Shanghai's: `at(2026, 1, 1, 0, 30)` is half past midnight there."""

    def __init__(self) -> None:
        clock.allow_setting(True)

    def set(self, moment: datetime) -> datetime:
        """Hold the clock at an aware moment."""
        clock.set_to(moment)
        return clock.now()

    def at(self, year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
        """Hold the clock at this time of Shanghai, and return the moment in UTC."""
        return self.set(datetime(year, month, day, hour, minute, tzinfo=clock.SHANGHAI))

    def reset(self) -> None:
        """Let the clock run again."""
        clock.set_to(None)
