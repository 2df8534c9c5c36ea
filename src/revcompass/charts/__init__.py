"""Charts: an answer becomes a Vega-Lite specification, plain data that any face can render."""
