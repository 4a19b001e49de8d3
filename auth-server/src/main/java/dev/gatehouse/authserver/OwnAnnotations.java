package dev.gatehouse.authserver;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.annotation.ProxyTransactionManagementConfiguration;
import org.springframework.transaction.interceptor.TransactionAttributeSource;

/**
 * Has {@code @Transactional} and {@code @Scheduled} looked for on classes of ours alone. No library here uses them, and to look
 * at each method of all their beans takes a tenth of a start. Boot's own for transactions steps back where there is this.
 */
@Configuration(proxyBeanMethods = false)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
class OwnAnnotations extends ProxyTransactionManagementConfiguration {

    private static final String OURS = OwnAnnotations.class.getPackageName() + ".";

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @Override
    public TransactionAttributeSource transactionAttributeSource() {
        return new OwnTransactions();
    }

    /** By its name Boot knows that there are jobs, and makes what runs them. */
    @Bean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ScheduledAnnotationBeanPostProcessor jobs() {
        return new OwnJobs();
    }

    private static final class OwnTransactions extends AnnotationTransactionAttributeSource {

        @Override
        public boolean isCandidateClass(Class<?> targetClass) {
            return targetClass.getName().startsWith(OURS) && super.isCandidateClass(targetClass);
        }
    }

    private static final class OwnJobs extends ScheduledAnnotationBeanPostProcessor {

        @Override
        public Object postProcessAfterInitialization(Object bean, String beanName) {
            return bean.getClass().getName().startsWith(OURS)
                    ? super.postProcessAfterInitialization(bean, beanName)
                    : bean;
        }
    }
}
