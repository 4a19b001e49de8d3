package dev.gatehouse.authserver.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Keeps the rows of the shared servers when the last test of this JVM has run, while there are databases. */
public final class KeepsRows implements LauncherSessionListener {

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        TestServer.keepAll();
    }
}
