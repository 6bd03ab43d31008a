package javax.annotation;

/** The one class that the generated code needs and the generator's own jar does not have. */
public @interface Generated {
  String[] value();

  String date() default "";

  String comments() default "";
}
