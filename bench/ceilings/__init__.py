"""The barest things that could work, each its own small app: what our figures are divided by."""
