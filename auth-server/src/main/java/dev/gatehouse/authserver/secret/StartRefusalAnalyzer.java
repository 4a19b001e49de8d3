package dev.gatehouse.authserver.secret;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Lets a refused start end with its sentence. Found by name in {@code META-INF/spring.factories}. */
class StartRefusalAnalyzer extends AbstractFailureAnalyzer<StartRefusal> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, StartRefusal cause) {
        return new FailureAnalysis(cause.getMessage(), null, rootFailure);
    }
}
