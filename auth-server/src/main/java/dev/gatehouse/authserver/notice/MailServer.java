package dev.gatehouse.authserver.notice;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.stereotype.Component;

/** The mail server that {@code spring.mail} names. Spring's sender says nothing of that: a prepared start has one always. */
@Component
class MailServer {

    private final ObjectProvider<JavaMailSender> sender;

    private final boolean named;

    MailServer(ObjectProvider<JavaMailSender> sender, Environment environment) {
        this.sender = sender;
        this.named = environment.containsProperty("spring.mail.host")
                || environment.containsProperty("spring.mail.jndi-name");
    }

    boolean isSetUp() {
        return named && sender.getIfAvailable() != null;
    }

    /**
     * @throws org.springframework.mail.MailException if the server does not take it
     * @throws org.springframework.beans.factory.NoSuchBeanDefinitionException if there is none
     */
    void send(SimpleMailMessage message) {
        sender.getObject().send(message);
    }
}
