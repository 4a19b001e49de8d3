package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Database;
import dev.gatehouse.authserver.testing.TestServer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.servlet.DispatcherServlet;

class OwnAnnotationsTests {

    private final TestServer server = TestServer.on(Database.H2);

    private final ApplicationContext context =
            server.bean(DispatcherServlet.class).getWebApplicationContext();

    @Test
    @DisplayName("INV6 whatever says that it is a transaction is one")
    void findsTransactions() {
        List<Object> transactional = beans().filter(
                        bean -> methods(bean, Transactional.class).findAny().isPresent())
                .toList();
        assertThat(transactional).hasSizeGreaterThan(5).allMatch(AopUtils::isAopProxy);
    }

    @Test
    @DisplayName("every job is known, once")
    void findsJobs() {
        List<Method> jobs =
                beans().flatMap(bean -> methods(bean, Scheduled.class)).toList();
        assertThat(jobs).hasSizeGreaterThan(5);
        assertThat(server.bean(ScheduledTaskHolder.class).getScheduledTasks()).hasSameSizeAs(jobs);
    }

    private Stream<Object> beans() {
        return Stream.of(context.getBeanDefinitionNames())
                .filter(context::isSingleton)
                .map(context::getBean)
                .filter(bean -> AopUtils.getTargetClass(bean).getName().startsWith("dev.gatehouse."));
    }

    private static Stream<Method> methods(Object bean, Class<? extends Annotation> annotation) {
        return Stream.of(AopUtils.getTargetClass(bean).getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(annotation));
    }
}
