"""Pages with forms about people and how they sign in."""

PAGES = {
    ("school.buyer", "/password"): "again new old",
    ("nobody", "/sign-in"): "name password",
}
