package dev.gatehouse.authserver.cluster;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

@Configuration(proxyBeanMethods = false)
class ClusterConfiguration {

    @Bean
    JdbcTemplate jdbcTemplate(DataSource dataSource) {
        return new GuardedJdbcTemplate(dataSource);
    }

    /** Asked once, at the start, which needs the database in any case. */
    @Bean
    DatabaseProduct databaseProduct(DataSource dataSource) throws MetaDataAccessException {
        String name = JdbcUtils.extractDatabaseMetaData(dataSource, metadata -> metadata.getDatabaseProductName());
        return name.equals("PostgreSQL") ? DatabaseProduct.POSTGRESQL : DatabaseProduct.H2;
    }
}
