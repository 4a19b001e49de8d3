package dev.gatehouse.authserver.web;

/** Ends a program's request with a {@link Problem}. An outcome that is expected, so it carries no stack trace. */
public class ProblemRefusal extends RuntimeException {

    private final transient Problem problem;

    ProblemRefusal(Problem problem) {
        super(problem.title(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
