package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.testing.TestDatabase;
import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = TestDatabase.H2.class)
class RegistrationOnH2Tests extends AbstractRegistrationTests {}
