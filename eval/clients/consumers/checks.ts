// Checks of types, for the consumers. A call that does not hold does not compile. None of them accepts `any`.

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type NoFurtherArgument<Holds> = Holds extends true ? [] : [never];

/** The type is `string`. */
export declare function expectString<T>(value: T, ...rest: NoFurtherArgument<Equal<T, string>>): void;

/** The type is `string | null`. */
export declare function expectStringOrNull<T>(value: T, ...rest: NoFurtherArgument<Equal<T, string | null>>): void;

/** The type is a union of literals, and `Member` is one of them. */
export declare function expectLiteral<Member extends string>(): <T>(
  value: T,
  ...rest: NoFurtherArgument<string extends T ? false : Member extends T ? true : false>
) => void;
