package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.testing.TestDatabase;
import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = TestDatabase.Postgres.class)
class RegistrationOnPostgresTests extends AbstractRegistrationTests {}
