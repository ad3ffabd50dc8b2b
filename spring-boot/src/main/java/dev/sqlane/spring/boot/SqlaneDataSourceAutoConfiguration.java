package dev.sqlane.spring.boot;

import dev.sqlane.ReadPool;
import dev.sqlane.WritePool;
import dev.sqlane.sqlite.SqliteDatabase;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Primary;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Makes the database the application's {@code DataSource}, and lets its pools be injected as {@link ReadPool} and {@link WritePool}. The pools
 * are no beans: they are data sources too, and would be checked, wrapped and closed as such.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
        after = SqlaneAutoConfiguration.class,
        // Of Spring Boot 4 and of 3.5.
        beforeName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration"
        })
@ConditionalOnClass(SqliteDatabase.class)
@ConditionalOnSingleCandidate(SqliteDatabase.class)
public class SqlaneDataSourceAutoConfiguration {
    @Bean(destroyMethod = "")
    @Primary
    @ConditionalOnMissingBean(DataSource.class)
    @Conditional(OnOwnDataSource.class)
    DataSource dataSource(SqliteDatabase database) {
        return database.dataSource();
    }

    @Bean
    static BeanFactoryPostProcessor sqlanePools() {
        return SqlaneDataSourceAutoConfiguration::offerPools;
    }

    private static void offerPools(ConfigurableListableBeanFactory factory) {
        offer(factory, ReadPool.class, () -> database(factory).readPool());
        offer(factory, WritePool.class, () -> database(factory).writePool());
    }

    private static SqliteDatabase database(ConfigurableListableBeanFactory factory) {
        return factory.getBean(SqliteDatabase.class);
    }

    private static <T> void offer(ConfigurableListableBeanFactory factory, Class<T> type, ObjectFactory<T> pool) {
        if (factory.getBeanNamesForType(type, true, false).length == 0) {
            factory.registerResolvableDependency(type, pool);
        }
    }

    /** Matches unless the properties say that the application's {@code DataSource} is one of another database. */
    static final class OnOwnDataSource extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            ConditionMessage.Builder message = ConditionMessage.forCondition("Sqlane DataSource");
            if (!context.getEnvironment().getProperty("sqlane.enabled", Boolean.class, true)) {
                return ConditionOutcome.noMatch(message.because("sqlane.enabled is false"));
            }
            return DatabaseLocation.isElsewhere(context.getEnvironment())
                    ? ConditionOutcome.noMatch(message.because("spring.datasource names another database"))
                    : ConditionOutcome.match(message.because("spring.datasource names no other database"));
        }
    }
}
