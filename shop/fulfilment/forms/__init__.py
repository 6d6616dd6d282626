"""The forms of fulfilment: packing, arrival, the scale, and short words for the other side."""
