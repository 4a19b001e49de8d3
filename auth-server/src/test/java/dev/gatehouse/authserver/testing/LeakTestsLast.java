package dev.gatehouse.authserver.testing;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Runs the tests that look for secrets after all others, which brought them. */
public final class LeakTestsLast implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(LeakTestsLast::last));
    }

    private static boolean last(ClassDescriptor test) {
        return test.getTestClass().getSimpleName().equals("LeakTests");
    }
}
