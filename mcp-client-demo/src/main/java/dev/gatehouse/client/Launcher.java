package dev.gatehouse.client;

/** Starts {@code Gatehouse}, or says in one line which Java it needs. Compiled for an older Java than the rest. */
public final class Launcher {

    private static final int REQUIRED_JAVA = 25;

    private Launcher() {}

    public static void main(String[] args) throws Exception {
        int running = Runtime.version().feature();
        if (running < REQUIRED_JAVA) {
            System.err.println("Gatehouse needs Java " + REQUIRED_JAVA + " or newer; this is Java " + running
                    + ". Start it with the java of a JDK " + REQUIRED_JAVA + ".");
            System.exit(1);
        }
        // By name: a reference would tie this class to one that an older Java cannot load.
        Class.forName("dev.gatehouse.client.Gatehouse")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }
}
