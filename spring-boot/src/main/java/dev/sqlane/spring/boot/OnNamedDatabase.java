package dev.sqlane.spring.boot;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Matches where the properties name a database that Sqlane is to open. */
final class OnNamedDatabase extends SpringBootCondition {
    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        ConditionMessage.Builder message = ConditionMessage.forCondition("Sqlane");
        if (!environment.getProperty("sqlane.enabled", Boolean.class, true)) {
            return ConditionOutcome.noMatch(message.because("sqlane.enabled is false"));
        }
        return DatabaseLocation.isNamed(environment)
                ? ConditionOutcome.match(message.because("the properties name a database"))
                : ConditionOutcome.noMatch(
                        message.because(
                                "neither sqlane.path nor a spring.datasource.url that begins with jdbc:sqlane:sqlite: or jdbc:sqlite: is set"));
    }
}
