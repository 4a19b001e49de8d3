package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.user.People;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Without an annotation, lest component scans of other tests find it. */
class PagesConfiguration {

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
}
