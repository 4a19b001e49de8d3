package dev.gatehouse.authserver.cluster;

/** Something put off turned out not to hold. Not an error: it is done once more, step by step. */
final class Contradicted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Contradicted() {
        super("A row was changed meanwhile", null, false, false);
    }
}
