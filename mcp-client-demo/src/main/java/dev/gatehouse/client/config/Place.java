package dev.gatehouse.client.config;

/** Where something stands, so that a person can go there. */
record Place(String file, int line) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
