"""What is due today."""

from custody_app.ui.pages.today.today_page import TodayPage

PAGES = (TodayPage,)
