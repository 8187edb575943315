"""Parts that two screens share: lists, forms, cards, drawn by lines where size matters."""
