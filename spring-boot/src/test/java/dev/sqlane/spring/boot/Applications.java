package dev.sqlane.spring.boot;

import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;

/** Applications with everything that Spring Boot configures by itself, whatever its version. */
final class Applications {
    private Applications() {}

    /** Without a database. */
    static ApplicationContextRunner application() {
        return new ApplicationContextRunner()
                .withUserConfiguration(Application.class)
                .withPropertyValues("spring.flyway.enabled=false", "spring.liquibase.enabled=false");
    }

    static ApplicationContextRunner application(Path file) {
        return application().withPropertyValues("sqlane.path=" + file);
    }

    /** With what Sqlane configures and nothing else: Spring Boot's own configurations can't do without what a test takes away. */
    static ApplicationContextRunner sqlaneAlone(Path file) {
        return new ApplicationContextRunner()
                .withUserConfiguration(SqlaneAlone.class)
                .withPropertyValues("sqlane.path=" + file);
    }

    @Configuration(proxyBeanMethods = false)
    @Import(SqlaneConfigurations.class)
    static class SqlaneAlone {}

    static class SqlaneConfigurations implements DeferredImportSelector {
        @Override
        public String[] selectImports(AnnotationMetadata importing) {
            return ImportCandidates.load(AutoConfiguration.class, getClass().getClassLoader()).getCandidates().stream()
                    .filter(name -> name.startsWith("dev.sqlane."))
                    .toArray(String[]::new);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
