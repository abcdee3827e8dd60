"""Open reports in a headless Chromium: no error, slider and view in space move, and a region shows lithium's colour.

usage: read_report.py REPORT.html...
"""
import base64
import io
import sys
import time

import numpy
from PIL import Image
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

METAL, ISOLATED = 3, 4  # lk_scene_role


def browser():
    options = Options()
    for flag in ("headless=new", "no-sandbox", "disable-dev-shm-usage", "use-gl=angle", "use-angle=swiftshader",
                 "enable-unsafe-swiftshader", "window-size=1000,760", "force-color-profile=srgb", "host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument("--" + flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    page = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)
    page.set_script_timeout(120)
    return page


def wait(page, condition, what, seconds=120):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.execute_script("return " + condition):
            return
        time.sleep(0.1)
    raise AssertionError(f"waited in vain for {what}")


def patient(action, tries=12):
    """On a busy machine the browser may not answer within the driver's ten seconds."""
    for left in reversed(range(tries)):
        try:
            return action()
        except TimeoutException:
            if not left:
                raise


def pixels(element):
    patient(lambda: element.parent.execute_script("arguments[0].scrollIntoView({block: 'center'})", element))
    return numpy.asarray(Image.open(io.BytesIO(patient(lambda: element.screenshot_as_png))).convert("RGB")).astype(float)


def share_of(picture, colour, shades):
    """Share of the pixels that have a colour; in any brightness with `shades`."""
    if not shades:
        return float((numpy.abs(picture - colour).max(axis=2) < 14).mean())
    light = picture.sum(axis=2, keepdims=True) + 1e-9
    alike = numpy.abs(picture / light - colour / colour.sum()).max(axis=2) < 0.035
    return float((alike & (light[..., 0] > 150)).mean())


def check(page, path):
    page.get("file://" + path)
    wait(page, "document.documentElement.dataset.ready", "the page")
    wait(page, "Number(document.querySelector('.space').dataset.triangles) > 100", "the view in space")
    metals = page.execute_script(f"return runs.flatMap(r => r.states.at(-1).palette).filter(m => [{METAL}, {ISOLATED}].includes(m.role)).map(m => m.colour)")
    metals = [numpy.array(each, float) for each in {tuple(each) for each in metals}]

    # Lithium is there at the end, in the section and in space; at the beginning there is none of it, or less.
    image, slider = page.find_element("css selector", ".states img"), page.find_element("css selector", ".states input")
    late = max(share_of(pixels(image), metal, False) for metal in metals)
    assert late > 0.0004, f"{path}: {late:.4f} of the section is lithium"
    before = image.get_attribute("src")
    slider.send_keys(Keys.HOME)
    assert image.get_attribute("src") != before, f"{path}: the slider changes no picture"
    wait(page, "!document.querySelector('.states img').complete || document.querySelector('.states img').naturalWidth > 0", "the picture")
    early = max(share_of(pixels(image), metal, False) for metal in metals)
    assert early < late, f"{path}: {early:.4f} lithium at the beginning, {late:.4f} at the end"
    slider.send_keys(Keys.END)

    space = page.find_element("class name", "space")
    first = pixels(space)
    shown = max(share_of(first, metal, True) for metal in metals)
    assert shown > 0.001, f"{path}: {shown:.4f} of the view in space is lithium"
    for _ in range(4):
        space.send_keys(Keys.ARROW_LEFT)
    turned = pixels(space)
    assert (numpy.abs(turned - first).max(axis=2) > 30).mean() > 0.01, f"{path}: the view in space does not turn by keys"
    ActionChains(page).drag_and_drop_by_offset(space, 120, 40).perform()
    assert (numpy.abs(pixels(space) - turned).max(axis=2) > 30).mean() > 0.01, f"{path}: the view in space does not turn by mouse"

    # A chart tells numbers, zooms, and comes out as SVG.
    plot = page.find_element("class name", "plot")
    page.execute_script("arguments[0].scrollIntoView({block: 'center'})", plot)
    ranges = "document.querySelector('.plot')._fullLayout.xaxis.range.join()"
    whole = page.execute_script("return " + ranges)
    page.find_element("css selector", "button[aria-label='zoom in']").click()
    wait(page, f"{ranges} !== '{whole}'", "the zoom")
    svg = page.execute_async_script("Plotly.toImage(document.querySelector('.plot'), {format: 'svg'}).then(arguments[0])")
    assert "svg" in svg[:30] and len(svg) > 2000, f"{path}: no SVG"

    # Dark, and on paper.
    light = page.execute_script("return getComputedStyle(document.body).backgroundColor")
    page.find_element("id", "theme").click()
    assert page.execute_script("return getComputedStyle(document.body).backgroundColor") != light, f"{path}: no dark"
    assert base64.b64decode(patient(page.print_page)).startswith(b"%PDF"), f"{path}: cannot be printed"
    assert page.execute_script("return document.querySelectorAll('tr.assumed').length") > 3, f"{path}: assumed numbers do not stand out"

    complaints = [each["message"] for each in page.get_log("browser") if each["level"] in ("SEVERE", "WARNING") and "GPU stall" not in each["message"]]
    assert not complaints, f"{path}: {complaints}"
    print(f"{path}: lithium on {100 * late:.1f} % of the section and {100 * shown:.1f} % of the view in space")


page = browser()
try:
    for each in sys.argv[1:]:
        check(page, each)
finally:
    page.quit()
