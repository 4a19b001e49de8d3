package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.user.People;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a server needs for its pages before anything is connected to it, and the beans that tests steer it by. Without an
 * annotation, lest component scans of other tests find it.
 */
public class PagesConfiguration {

    @Bean
    @Primary
    MutableClock mutableClock() {
        return new MutableClock();
    }

    @Bean
    @Primary
    InMemoryConnectedAgents inMemoryConnectedAgents() {
        return new InMemoryConnectedAgents();
    }

    @Bean
    ConsentSamples consentSamples() {
        return new ConsentSamples();
    }

    @Bean
    @Primary
    SamplePurpose samplePurpose() {
        return new SamplePurpose();
    }

    @Bean
    RecordedSignIns recordedSignIns() {
        return new RecordedSignIns();
    }

    @Bean
    TestPeople testPeople(People people) {
        return new TestPeople(people);
    }

    @Bean
    SampleHandshakes sampleHandshakes(HandshakeRecorder recorder, JdbcClient jdbc, MutableClock clock) {
        return new SampleHandshakes(recorder, jdbc, clock);
    }
}
