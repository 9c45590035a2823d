// Marks the page as one with scripts, so that what only works with them may show.
document.documentElement.classList.add("js")
