"""The form pack draws every kind of field, with its help and errors tied to it, through both of crispy's doors."""

from typing import Any

import pytest
from crispy_bootstrap5.bootstrap5 import BS5Accordion, FloatingField, Switch
from crispy_forms import bootstrap
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Button, Column, Div, Field, Fieldset, Layout, MultiField, Row, Submit
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html

from tests.core.faces.markup import inline_pieces, names


class Everything(forms.Form):
    name = forms.CharField(label="Nome", help_text="Come nella visura.")
    note = forms.CharField(label="Nota", widget=forms.Textarea, required=False)
    since = forms.DateField(label="Dal", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    size = forms.ChoiceField(label="Dimensione", choices=[("a", "Micro"), ("b", "Piccola")])
    kind = forms.ChoiceField(label="Firma", choices=[("a", "CAdES"), ("b", "PAdES")], widget=forms.RadioSelect, help_text="Una.")
    items = forms.MultipleChoiceField(label="Voci", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    agreed = forms.BooleanField(label="Dichiaro", help_text="Art. 5")
    document = forms.FileField(label="Visura")
    token = forms.CharField(widget=forms.HiddenInput, initial="t")


def drawn(text: str, **context: Any) -> str:
    given = {"request": RequestFactory().get("/")} | context
    return Template("{% load crispy_forms_tags %}" + text).render(Context(given))


def through_the_filter(form: forms.Form) -> str:
    return drawn("<form>{{ form|crispy }}</form>", form=form)


def through_the_tag(form: forms.Form) -> str:
    form.helper = FormHelper(form)
    form.helper.add_input(Submit("save", "Salva"))
    return drawn("{% crispy form %}", form=form)


@pytest.mark.parametrize("door", [through_the_filter, through_the_tag])
@pytest.mark.parametrize("form", [Everything, lambda: Everything({}, {})])
def test_every_field_is_drawn_once_with_its_name_and_nothing_inline(door: Any, form: Any) -> None:
    page = door(form())
    tree = html.document_fromstring(page)
    assert inline_pieces(page) == []
    assert len(names(page)) == len(set(names(page)))
    for control in tree.xpath("//input[not(@type='hidden') and not(@type='submit')]|//select|//textarea"):
        assert tree.xpath(f"//label[@for='{control.get('id')}']"), control.get("name")
    for described in tree.xpath("//@aria-describedby"):
        assert set(described.split()) <= set(names(page))


def test_an_error_is_tied_to_its_field_and_listed_on_top() -> None:
    page = through_the_filter(Everything({}, {}))
    tree = html.document_fromstring(page)
    field = tree.get_element_by_id("id_name")
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby").split() == ["id_name_helptext", "id_name_error"]
    targets = [link.get("href").removeprefix("#") for link in tree.xpath("//div[contains(@class,'error-summary')]//a")]
    assert len(targets) == 7
    assert set(targets) <= set(names(page))


def test_a_group_of_choices_is_a_fieldset_with_its_legend() -> None:
    tree = html.document_fromstring(through_the_filter(Everything()))
    assert [legend.text.strip() for legend in tree.xpath("//fieldset/legend")] == ["Firma", "Voci"]


def test_labels_are_active_from_the_server() -> None:
    tree = html.document_fromstring(through_the_filter(Everything()))
    assert tree.xpath("//label[@for='id_name']")[0].get("class") == "active"


LAYOUTS = {
    "fieldset": Fieldset("Impresa", "name", "note"),
    "columns": Row(Column("name"), Column("size")),
    "div": Div(Field("name", css_class="short")),
    "multi": MultiField("Insieme", "name", "note"),
    "prepended": bootstrap.PrependedAppendedText("name", "€", ",00"),
    "with buttons": bootstrap.FieldWithButtons("name", Button("go", "Cerca")),
    "radios in line": bootstrap.InlineRadios("kind"),
    "checks in line": bootstrap.InlineCheckboxes("items"),
    "tabs": bootstrap.TabHolder(bootstrap.Tab("Uno", "name"), bootstrap.Tab("Due", "note")),
    "accordion": BS5Accordion(bootstrap.AccordionGroup("Uno", "name"), bootstrap.AccordionGroup("Due", "note")),
    "alert": bootstrap.Alert("Attenti"),
    "modal": bootstrap.Modal("name", title="Titolo"),
    "actions": bootstrap.FormActions(Submit("save", "Salva")),
    "floating": FloatingField("name"),
    "switch": Switch("agreed"),
    "uneditable": bootstrap.UneditableField("name"),
    "one field in line": bootstrap.InlineField("name"),
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("data", [None, {}])
def test_every_layout_object_has_its_template(name: str, data: dict | None) -> None:
    form = Everything(data)
    form.helper = FormHelper()
    form.helper.layout = Layout(LAYOUTS[name])
    page = drawn("{% crispy form %}", form=form)
    assert inline_pieces(page) == []
    assert "data-bs-" not in page


@pytest.mark.parametrize("template", [None, "bootstrap_italia/table_inline_formset.html"])
def test_formsets_are_drawn(template: str | None) -> None:
    formset = forms.formset_factory(Everything, extra=2)()
    helper = FormHelper()
    if template:
        helper.template = template
    page = drawn("{% crispy formset helper %}", formset=formset, helper=helper)
    assert "form-1-name" in page
    assert inline_pieces(page) == []
    assert "form-1-name" in drawn("{{ formset|crispy }}", formset=formset)
