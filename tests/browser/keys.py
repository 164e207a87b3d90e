"""Somebody who owns no mouse: every key counted, every field reached by Tab, the whole way from the login."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.person import PASSWORD, Person

FURTHEST = 120  # presses of Tab after which something counts as out of reach
AT = """() => {
    const at = document.activeElement, own = at.labels?.[0];
    const group = at.type === "radio" ? at.closest("fieldset")?.querySelector("legend") : null;
    const words = (group || own || at).innerText || at.getAttribute("aria-label") || "";
    return {name: at.name || "", words: words.replace(/\\s+/g, " ").trim(), kind: at.type || at.tagName, body: at === document.body,
            chosen: at.tagName === "SELECT" ? at.selectedOptions[0].innerText.trim()
                  : at.type === "radio" && at.checked ? own.innerText.trim() : ""};
}"""


@dataclass
class Count:
    """What a piece of work costs at the keyboard."""

    fields: int = 0
    characters: int = 0
    chinese: int = 0  # of the characters
    pages: int = 0
    keys: int = 0  # Tab, Enter, arrows, space

    def __str__(self) -> str:
        return f"{self.fields} fields, {self.characters} characters, {self.keys} other keys"


class Keys:
    """A person at the keyboard; `count` starts anew with `begin`."""

    def __init__(self, person: Person) -> None:
        self.person, self.page, self.count = person, person.page, Count()

    def begin(self) -> Keys:
        self.count = Count()
        return self

    def sign_in(self, username: str) -> Keys:
        self.person.open("/accounts/login/")
        return self.to("login").type(username).to("password").type(PASSWORD).go()

    def press(self, key: str, times: int = 1) -> Keys:
        for _turn in range(times):
            self.page.keyboard.press(key)
        self.count.keys += times
        return self

    def type(self, text: str) -> Keys:
        """Over whatever the field holds: a Tab into a line selects it."""
        self.page.keyboard.type(text)
        self.count.characters += len(text)
        self.count.chinese += sum(character > "\u2e7f" for character in text)
        self.count.fields += 1
        return self

    def to(self, place: str, *, back: bool = False) -> Keys:
        """Tab until the field of this name, or the field, link or button whose words begin so."""
        seen = []
        for _turn in range(FURTHEST):
            at = self.page.evaluate(AT)
            if not at["body"] and (place == at["name"] or at["words"].startswith(place)):
                return self
            seen.append("" if at["body"] else at["words"] or at["name"])
            self.press("Shift+Tab" if back else "Tab")
        raise AssertionError((place, self.page.url, seen))

    def choose(self, place: str, option: str) -> Keys:
        """Walk a list or a group of choices with the arrows until this one stands."""
        self.to(place)
        at = self.page.evaluate(AT)
        if at["kind"] == "radio" and not at["chosen"]:
            self.press("Space")
        seen = []
        for _turn in range(40):
            at = self.page.evaluate(AT)
            if at["chosen"] == option:
                self.count.fields += 1
                return self
            seen.append(at["chosen"])
            self.press("ArrowDown")
        raise AssertionError((place, option, seen))

    def tick(self, place: str) -> Keys:
        self.to(place).press("Space")
        self.count.fields += 1
        return self

    def go(self, *, status: int = 200) -> Keys:
        """Enter, and look at the page that comes."""
        with self.page.expect_navigation() as moved:
            self.press("Enter")
        self.count.pages += 1
        assert (self.page.url, moved.value.status) == (self.page.url, status), self.person.text
        self.person.look(status)
        return self

    def follow(self, place: str) -> Keys:
        """Tab to a link or button and press Enter."""
        return self.to(place).go()

    def first_of_the_list(self) -> Keys:
        """j takes the first row of the work list, Enter opens it."""
        return self.press("j").go()

    def sees(self, *words: str) -> Keys:
        self.person.sees(*words)
        return self

    def picture(self, name: str) -> Keys:
        self.person.picture(name)
        return self
