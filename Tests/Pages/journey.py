#!/usr/bin/env python3
"""Lives the example's year through in a browser, from the opening of the cycle to next year's prefilled terms, as six officials.

    journey.py HASILA --language ar [--screens docs/screens/year]

An empty institution receives the example's registers and figures by import; everything else is done by hand in Chromium: the
administrator opens the year, the reporting officer drafts, the unit's head signs and answers, the evaluator vets and rates, the secretary
holds the meeting, the Director General signs, guides and closes the roadmap. Every step is checked by what the next page says, refusals
on the way included. Exit code 0 only if the loop closes.
"""
import argparse
import csv
import datetime
import os
import re

from playwright.sync_api import sync_playwright

from officials import EXAMPLE, Institution, Official, free_port, picture, texts

UNIT = "dcpj"
YEAR = 2022


class Journey:
    """The year, step after step."""

    def __init__(self, browser, place, language, screens):
        self.browser, self.place, self.language, self.screens = browser, place, language, screens
        self.noise, self.count = [], 0
        self.today = datetime.date.today()
        if screens:
            os.makedirs(screens, exist_ok=True)

    def rows(self, name):
        with open(os.path.join(EXAMPLE, name), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def say(self, text):
        print(f"  {self.language}: {text}", flush=True)

    def live(self):
        posts = ["administrator", "reporting-dcpj", "head-dcpj", "evaluator-1", "secretary", "director-general"]
        (self.administrator, self.officer, self.head, self.evaluator, self.secretary, self.director) = (Official(self, post) for post in posts)
        self.open_year()
        self.draft_terms()
        self.sign_terms()
        self.assess()
        self.evaluate()
        self.meet()
        self.plan()
        self.next_year()
        noise = [line for line in self.noise if not re.search(r"status of (4\d\d)", line)]
        assert not noise, f"the console says: {noise[:3]}"

    # The cycle

    def open_year(self):
        dates = {}
        for row in self.rows("cycle.csv"):
            dates[f"{row['phase']}.starts"], dates[f"{row['phase']}.ends"] = row["starts"], row["ends"]
        one = self.administrator.open("/cycles/new").see("opening")
        one.fill({"year": str(YEAR), **dates, "evaluation.ends": "2022-12-01"}).press(refused="E1403")
        one.fill({"evaluation.ends": dates["evaluation.ends"]}).press()
        # The year lies behind us: without an extension the first act would be refused.
        self.officer.open(f"/terms/{YEAR}/{UNIT}/edit")
        self.fill_terms([dict(self.commitments()[0], weight="100")])
        self.officer.press(do="propose", refused="E1420")
        until = (self.today + datetime.timedelta(days=1)).isoformat()  # a journey may run over midnight
        for phase in ["terms", "reporting", "self_assessment", "evaluation", "meeting", "roadmap"]:
            one.open(f"/cycles/{YEAR}/extensions").fill({
                "phase": phase, "until": until,
                **texts("سنة المثال تُعاش بعد انقضائها", "L’année de l’exemple est vécue après coup", "The example’s year is lived after the fact", "reason")})
            one.press(one.form("/extensions"))
        one.open(f"/cycles/{YEAR}/extensions").see("extensions")
        one.open(f"/cycles/{YEAR}").see("year").open(f"/cycles/{YEAR}/duties").see("duties")
        self.say("the year is open, its phases extended with a reason")

    # Terms of reference

    def commitments(self):
        """Three of the unit's commitments of the example, their weights made 100."""
        own = [row for row in self.rows("terms-2022.csv") if row["unit"] == UNIT][:3]
        for row, weight in zip(own, ["50", "30", "20"]):
            row["weight"] = weight
        return own

    def fill_terms(self, rows):
        page = self.officer.page
        while page.locator('[name$=".code"]').count() < len(rows):
            self.officer.press(do="add")
        names = sorted({int(name.split(".")[1]) for name in page.locator('[name^="c."][name$=".code"]').evaluate_all("l => l.map(e => e.name)")})
        for index, row in zip(names, rows):
            fields = {key: row[column] for key, column in [
                ("code", "code"), ("weight", "weight"), ("due", "due"), ("text_ar", "text_ar"), ("text_fr", "text_fr"), ("text_en", "text_en"),
                ("type", "target_type"), ("indicator", "indicator"), ("baseline", "baseline"), ("target", "target")]}
            self.officer.fill({f"c.{index}.{key}": value for key, value in fields.items()})
            self.officer.fill({f"c.{index}.owner": f"head-{UNIT}"})

    def draft_terms(self):
        officer = self.officer.open(f"/terms/{YEAR}/{UNIT}/edit")
        rows = self.commitments()
        self.fill_terms([dict(row, weight="30") for row in rows])
        officer.press(do="save").see("terms-draft")
        # Nothing typed is lost by a refusal.
        officer.press(do="propose", refused="E1404")
        assert officer.page.locator('[name^="c."][name$=".text_fr"]').first.input_value() == rows[0]["text_fr"], "a refusal lost a text"
        self.fill_terms(rows)
        officer.press(do="propose").see("terms-proposed")
        self.say("terms are drafted and proposed")

    def sign_terms(self):
        view = f"/terms/{YEAR}/{UNIT}"
        one = self.head.open(view)
        one.fill({"text": {"ar": "نقترح تدقيق خط الأساس للالتزام الأول.", "fr": "Précisons la base de référence du premier engagement."}[self.language]},
                 one.form("/comments")).press(one.form("/comments"))
        one = self.evaluator.open(view)
        one.fill({"outcome": "cleared"}, one.form("/vetting")).press(one.form("/vetting")).see("terms-vetted")
        for official in (self.head, self.director):
            official.open(view).press(official.form("/signature"))
        self.director.open(view).see("terms-signed")
        self.say("terms are commented, vetted, signed by both posts")

    # Self-assessment

    def assess(self):
        one = self.administrator.open("/difficulties/taxonomy")
        form = one.page.locator("main form").last
        one.fill({"code": "means", "rank": "1"}, form)
        names = {"ar": "الوسائل", "fr": "Moyens", "en": "Means"}
        for language, text in names.items():
            form.locator(f'[name$="_{language}"]').fill(text)
        one.press(form)
        officer = self.officer.open(f"/cycles/{YEAR}/assessments/{UNIT}/evidence")
        form = officer.page.locator('form[enctype="multipart/form-data"]').first
        false = {"name": "tableau.pdf", "mimeType": "application/pdf", "buffer": picture()}
        form.locator('input[type="file"]').set_input_files(false)
        officer.press(form, refused="E15")
        form = officer.page.locator('form[enctype="multipart/form-data"]').first
        form.locator('input[type="file"]').set_input_files({"name": "tableau.png", "mimeType": "image/png", "buffer": picture()})
        officer.press(form).see("evidence")
        officer.open(f"/cycles/{YEAR}/assessments/{UNIT}/form")
        officer.press(do="add::constraint")
        page = officer.page
        items = page.locator('[name^="item."][name$=".kind"]').evaluate_all("l => l.map(e => [e.name.split('.')[1], e.value])")
        for index, kind in items:
            cited = page.locator(f'[name="item.{index}.cite0"]').count()
            officer.fill({
                f"item.{index}.ar": f"بيان محاكى رقم {index}", f"item.{index}.fr": f"Constat simulé n° {index}", f"item.{index}.en": f"Simulated statement {index}"})
            if cited and kind in ("achievement", "way_forward"):
                officer.fill({f"item.{index}.cite0": "clearance_rate"})
            if page.locator(f'[name="item.{index}.taxon"]').count():
                officer.fill({f"item.{index}.outside": "Ministère" if self.language == "fr" else "الوزارة", f"item.{index}.taxon": "means", f"item.{index}.severity": page.locator(f'[name="item.{index}.severity"] option').last.get_attribute("value")})
        officer.press(do="save").see("assessment-draft")
        officer.press(do="submit").see("assessment")
        self.say("the self-assessment is submitted, its evidence filed; a false type was refused")

    # Evaluation

    def evaluate(self):
        place = f"/cycles/{YEAR}/evaluations/{UNIT}"
        one = self.evaluator.open(place).see("evaluation")
        form = one.form("/rating")
        grades = one.page.locator('[name="overall"]').evaluate_all("l => l.map(e => e.value)")
        one.fill({"overall": grades[1], "answer_by": (self.today + datetime.timedelta(days=7)).isoformat()}, form)
        one.press(form).see("evaluation-rated")
        one.open(place)
        if one.form("/sample").count():
            one.press(one.form("/sample"))
        head = self.head.open(place)
        form = head.form("/answer")
        position = form.locator('[name="position"]').first.get_attribute("value")
        head.fill({"position": position, "text": {"ar": "نقبل التنقيط ونأخذ علماً بالتوصيات.", "fr": "Nous acceptons l’appréciation et prenons acte."}[self.language]}, form)
        head.press(form).see("evaluation-answered")
        one.open(place)
        form = one.form("/conclusion")
        one.press(form)
        director = self.director.open(place)
        director.press(director.form("/approval")).see("evaluation-approved")
        self.evaluator.open(f"/cycles/{YEAR}/calibration").see("calibration")
        self.say("the unit is rated, has answered, and the Director General approved the exact content")

    # The meeting

    def meet(self):
        place = f"/cycles/{YEAR}/meeting"
        held = self.today.isoformat()
        one = self.secretary.open(f"{place}/agenda")
        one.fill({"day": held, "starts": "09:00", "place_ar": "الرباط", "place_fr": "Rabat", "place_en": "Rabat"}).press(one.form("/agenda"))
        one.see("meeting-agenda")

        def deed(official, name, fields):
            official.open(f"{place}/minutes")
            form = official.form(f"/minutes/{name}")
            official.fill(fields, form).press(form)

        deed(one, "dossiers", {})
        deed(one, "opening", {"held": held})
        self.director.open(f"{place}/present").see("meeting-presentation", dark=True)
        deed(one, "attendance", {"seat.0.state": "present", "seat.1.state": "present"})
        deed(one, "interventions", {"unit": UNIT, "summary": {"ar": "عرضت الوحدة حصيلتها.", "fr": "L’unité a présenté son bilan."}[self.language]})
        rows = self.rows("decisions.csv")[:2]
        for number, row in enumerate(rows, 1):
            deed(one, "decisions", {
                "number": str(number), "due": f"{self.today.year + 1}-06-30", "owner": UNIT, **{f"text_{l}": row[f"text_{l}"] for l in ("ar", "fr", "en")}})
        deed(self.director, "guidance", texts("توجيه المدير العام", "Orientation du Directeur général", "The Director General’s guidance"))
        director = self.director.open(f"{place}/priorities")
        form = director.page.locator("main form").last
        director.fill({"code": "crime", "rank": "1", **texts("مكافحة الجريمة", "Lutte contre la criminalité", "Fighting crime")}, form)
        director.press(form).see("priorities")
        one.open(f"/cycles/{YEAR}/difficulties").see("difficulties")
        one.page.locator('main a[href*="difficulties/answer"]').first.click()
        one.page.wait_for_load_state()
        form = one.page.locator('main form[action*="answer"]').first
        one.fill({"manner": "decision", "decision": "1"}, form)
        for field in form.locator("textarea").all():
            field.fill({"ar": "جواب الاجتماع", "fr": "Réponse de la réunion", "en": "The meeting’s answer"}.get(field.get_attribute("lang") or self.language, "–"))
        one.press(form)
        one.open(f"{place}/minutes").see("minutes")
        for official in (one, director):
            deed(official, "signatures", {})
        response = one.page.request.get(f"{self.place.base}/{self.language}{place}/minutes.pdf")
        assert response.body()[:5] == b"%PDF-", "the minutes are no PDF"
        one.open(f"{place}/live").see("meeting-live")
        self.say("the meeting is held: dossiers, decisions, guidance, priorities, an answer to the difficulty, minutes signed")

    # The roadmap

    def plan(self):
        following = YEAR + 1
        director = self.director.open(f"/roadmaps/{following}/proposals").see("proposals")
        director.page.locator(f'main a[href*="/roadmaps/{following}/new?from="]').first.click()
        director.page.wait_for_load_state()
        form = director.form("/new")
        values = form.locator("input, textarea").evaluate_all("l => l.filter(e => !e.value && e.name.startsWith('text_')).map(e => e.name)")
        assert not values, f"the proposal leaves texts empty: {values}"
        director.fill({"starts": f"{following}-01-02", "due": f"{following}-12-15", "indicator": "clearance_rate", "target": "96.00"}, form)
        if form.locator('[name="decision"]').count():
            form.locator('[name="decision"]').select_option("1")
        self.milestone(director, form)
        director.press(form).see("roadmap")
        # A roadmap is not closed over a decision without outcome.
        stage = f"/cycles/{YEAR}/roadmap"
        director.open(stage)
        assert not director.form("/closing").count(), "the roadmap could be closed over an open decision"
        director.open(f"/roadmaps/{following}/outcomes").see("outcomes")
        form = director.page.locator('main form[action*="/outcomes/2"]').first
        form.evaluate("e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }")
        if form.locator('[name="manner"]').count() and form.locator('[name="manner"]').first.get_attribute("type") != "hidden":
            director.fill({"manner": "refuse"}, form)
        for field in form.locator("textarea").all():
            field.fill({"ar": "خارج اختصاص المؤسسة", "fr": "Hors des attributions de l’institution", "en": "Outside the institution’s remit"}[field.get_attribute("lang") or "en"])
        director.press(form)
        director.open(stage)
        director.press(director.form("/closing")).see("roadmap-adopted")
        self.say("one decision became an objective, the other a reasoned refusal; the roadmap is adopted")

    def milestone(self, official, form):
        """The objective's first milestone, where the form asks for it."""
        code = form.locator('[name^="milestone."][name$=".code"]')
        if not code.count():
            return
        prefix = code.first.get_attribute("name").rsplit(".", 1)[0]
        official.fill({f"{prefix}.code": "J1", f"{prefix}.due": f"{YEAR + 1}-06-30", **texts("مرحلة أولى", "Premier jalon", "First milestone", f"{prefix}.text")}, form)

    # The loop

    def next_year(self):
        following = YEAR + 1
        one = self.administrator.open("/cycles/new")
        one.press(one.form("/cycles/new"))
        one = self.director.open(f"/roadmaps/{following}/terms").see("next-terms")
        one.press(one.form(f"/roadmaps/{following}/terms"))
        officer = self.officer.open(f"/terms/{following}/{UNIT}/edit").see("next-terms-draft")
        wanted = {row[f"text_{self.language}"] for row in self.rows("decisions.csv")[:1]}
        found = officer.page.locator(f'[name^="c."][name$=".text_{self.language}"]').evaluate_all("l => l.map(e => e.value)")
        assert any(text for text in found), "next year's terms are not prefilled"
        self.say(f"next year's terms are prefilled: {found[0][:60]!r}; the decision was {sorted(wanted)[0][:60]!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("hasila")
    parser.add_argument("--language", choices=["ar", "fr"], default="fr")
    parser.add_argument("--screens")
    options = parser.parse_args()
    with Institution(options.hasila, free_port()) as place, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        Journey(browser, place, options.language, options.screens).live()
        browser.close()
    print(f"journey in {options.language}: the loop closes")


if __name__ == "__main__":
    main()
