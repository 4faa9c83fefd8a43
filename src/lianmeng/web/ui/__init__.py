"""The look: words, icons, template tags, navigation, headers and error pages."""
