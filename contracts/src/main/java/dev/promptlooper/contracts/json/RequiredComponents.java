package dev.promptlooper.contracts.json;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;

/// Makes what the compiler believes true on the wire: a component of an event or sweep record that is not `@Nullable` must be
/// there and must not be null. Without it a record that lacks a field decodes, and fails as a null pointer three services later.
///
/// Primitive components stay optional (absent = 0 or false), so that a number can be added to a record that older writers
/// still produce.
final class RequiredComponents extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1;

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        return isRequired(member) ? Boolean.TRUE : super.hasRequiredMarker(config, member);
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated annotated) {
        return isRequired(annotated)
                ? JsonSetter.Value.forValueNulls(Nulls.FAIL)
                : super.findSetterInfo(config, annotated);
    }

    private static boolean isRequired(Annotated annotated) {
        if (!(annotated instanceof AnnotatedParameter parameter)
                || !(parameter.getOwner().getMember() instanceof Constructor<?> constructor)) {
            return false;
        }
        Class<?> type = constructor.getDeclaringClass();
        if (!type.isRecord() || !isContract(type)) {
            return false;
        }
        AnnotatedType[] parameters = constructor.getAnnotatedParameterTypes();
        return parameters.length == type.getRecordComponents().length
                && !constructor.getParameterTypes()[parameter.getIndex()].isPrimitive()
                && !parameters[parameter.getIndex()].isAnnotationPresent(Nullable.class);
    }

    private static boolean isContract(Class<?> type) {
        return type.getPackageName().equals("dev.promptlooper.contracts.event")
                || type.getPackageName().equals("dev.promptlooper.contracts.sweep");
    }
}
