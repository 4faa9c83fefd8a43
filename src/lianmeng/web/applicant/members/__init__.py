"""Members by workbook, and their confirmation: by account, by personal link, by the signed page."""
