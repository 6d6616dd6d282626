"""The monthly digest: where somebody stands, what is due, what arrives; as a mail and as a page."""
