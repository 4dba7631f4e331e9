// Has nothing to do with what is generated.
int other() { return 0; }
