package dev.gatehouse.client.http;

/** A step that failed, told as a sentence for the person at the terminal. Its message holds no secret. */
public final class Failure extends RuntimeException {

    private final Step step;

    /** @param sentence what went wrong and, where there is something, what to do next */
    public Failure(Step step, String sentence) {
        super(step.words() + " failed: " + sentence);
        this.step = step;
    }

    public Step step() {
        return step;
    }
}
