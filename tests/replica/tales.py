"""What the replica's own tests share: the example's addresses and a plain story to alter."""

from __future__ import annotations

import json
from typing import Any

CLOCK = "2026-11-24T08:00:00+07:00"
EXAMPLE_SLUG = (
    "nhat-ban-phan-lan-tang-cuong-hop-tac-quoc-phong-khang-dinh-an-ninh-khu-vuc-an-do-duong-thai-binh-duong-va-chau-au-khong-the-tach-roi"
)
EXAMPLE = f"https://baoquocte.vn/{EXAMPLE_SLUG}-286044.html"
BULK = 400

STORY: dict[str, Any] = {
    "key": "plain-tale",
    "label": "yes",
    "why": "talks",
    "parties": ["VN", "JP"],
    "generation": "G4",
    "source": "baoquocte",
    "original": {
        "edition": "vi",
        "number": 301005,
        "slug": "hai-bo-truong-ban-chuyen-tau-be",
        "published": "2025-03-04T09:08:07+07:00",
        "sections": ["the-gioi", "tieu-diem"],
        "headline": "Hai Bộ trưởng bàn chuyện 'tàu bè'",
        "description": "Hai bên nói chuyện lâu.",
        "body": "Đoạn một, có chữ “nháy”.\n\n![a.jpg] Hai người bắt tay. (Kyodo)\n\nĐoạn hai (có ngoặc), hết.",
    },
    "translations": {
        "de": {
            "headline": "Zwei Minister sprechen über Boote",
            "description": "Beide Seiten sprachen lange, und gern.",
            "published": "2025-03-05",
            "markup": "wordpress",
            "damage": ["source_line"],
            "body": "Absatz eins, mit „Wörtern“ und (Klammern).\n\n![a.jpg] Zwei Menschen, Hände. (Kyodo)\n\nAbsatz zwei, “zitiert”, fertig.",
        }
    },
}


def altered(**changes: object) -> dict[str, Any]:
    """Copy the plain story; ``original__number=1`` changes a field of a table."""
    story: dict[str, Any] = json.loads(json.dumps(STORY))
    for name, value in changes.items():
        table, _, field = name.rpartition("__")
        target = story
        for part in filter(None, table.split("__")):
            target = target[part]
        target[field] = value
    return story
