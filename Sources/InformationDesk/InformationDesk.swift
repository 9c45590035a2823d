// The room for reports of false news and violent content, claim matching and public corrections. Its work is an issue of its own;
// until then the room only keeps its place in the order of imports, so that nothing below it can come to depend on it.
