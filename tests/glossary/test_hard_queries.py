"""What people type: accents missing, letters doubled or lost, prefixes, plurals, other words."""

from __future__ import annotations

import pytest

from revcompass.glossary import search

ASKED = {
    "en": (
        ("ltv", "clv"),
        ("logo churn", "customer_churn_rate"),
        ("rate of churn", "customer_churn_rate"),
        ("conversion rate of leads", "lead_conversion_rate"),
        ("dealsize", "average_deal_size"),
        ("run rate", "arr"),
        ("cust acquisition cost", "cac"),
        ("stickyness", "stickiness"),
        ("conf interval", "confidence_interval"),
        ("exchange rates", "exchange_rate"),
        ("trialing", "subscription_status"),
        ("chartmogul", "preset"),
    ),
    "fr": (
        ("coût d'aquisition client", "cac"),
        ("cout d acquisition", "cac"),
        ("taux d'atrition", "customer_churn_rate"),
        ("perte de clients", "customer_churn_rate"),
        ("panier moyen", "average_deal_size"),
        ("revenu recurent mensuel", "mrr"),
        ("entonoir", "funnel"),
        ("duree du cycle", "sales_cycle_length"),
        ("promotteurs", "promoters"),
        ("valeur à vie", "clv"),
        ("remises", "discount"),
    ),
    "it": (
        ("tasso abbandono", "customer_churn_rate"),
        ("churn dei clienti", "customer_churn_rate"),
        ("costo acquisizione", "cac"),
        ("ricavo ricorente mensile", "mrr"),
        ("valore del tempo di vita", "clv"),
        ("coinvolgimento clienti", "engagement_score"),
        ("soddisfazione cliente", "customer_satisfaction"),
        ("durata ciclo", "sales_cycle_length"),
        ("trimestre fiscale", "quarter"),
        ("IMBUTO", "funnel"),
    ),
    "ms": (
        ("kadar churn", "customer_churn_rate"),
        ("kadar kemenagan", "win_rate"),
        ("kos perolehan pelanggan", "cac"),
        ("hasil bulanan berulang", "mrr"),
        ("nilai hayat", "clv"),
        ("petunjuk prestasi", "kpi"),
        ("urusniaga", "deal"),
        ("suku tahun kewangan", "quarter"),
        ("pelanggan baru", "new_customers"),
        ("kitaran jualn", "sales_cycle"),
    ),
    "ar": (
        ("تكلفه اكتساب العملاء", "cac"),
        ("الايراد الشهري المتكرر", "mrr"),
        ("القيمه الدائمه", "clv"),
        ("فقدان العملا", "customer_churn_rate"),
        ("خسارة العملاء", "customer_churn_rate"),
        ("وبالإيرادات", "revenue"),
        ("دوره المبيعات", "sales_cycle"),
        ("مؤشرات الاداء", "kpi"),
        ("معدّل الاحتفاظ", "customer_retention_rate"),
        ("ربع السنه", "quarter"),
        ("نسبة الفوز", "win_rate"),
    ),
    "de": (
        ("Kundenabwanderungsraten", "customer_churn_rate"),
        ("Kundenabgang", "customer_churn_rate"),
        ("Abschlussqoute", "win_rate"),
        ("Schliessungsrate", "win_rate"),
        ("Aquisitionskosten", "cac"),
        ("mittlere Dealgrösse", "average_deal_size"),
        ("Kuendigung", "cancellation"),
        ("Geschaeftsjahr", "fiscal_year"),
        ("Zaehler", "numerator_denominator"),
        ("Kennzahlen", "metric"),
        ("Auftragsvolumen", "bookings"),
    ),
}


@pytest.mark.parametrize("language", ASKED)
def test_the_right_entry_comes_first(language: str) -> None:
    assert len(ASKED[language]) >= 10
    found = {text: [match.entry for match in search(text, 1)] for text, _ in ASKED[language]}
    assert found == {text: [entry] for text, entry in ASKED[language]}


def test_words_that_have_nothing_to_do_with_sales_find_nothing() -> None:
    for text in ("Strasse", "pubblico", "Marktplatz am Rathaus", "hujan lebat"):
        assert search(text) == ()
