package dev.gatehouse.resourceserver.mcp;

/** The arguments of a tool call cannot be used. The message is a sentence for the caller. */
public final class InvalidArgumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidArgumentException(String message) {
        super(message);
    }
}
