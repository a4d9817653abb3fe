/** The studio's buttons. A button that cannot act stays focusable and says why (`reason`), instead of going grey in silence. */
import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Look = 'plain' | 'primary' | 'danger' | 'quiet';
type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> & {
  readonly look?: Look;
  readonly icon?: IconName;
  /** Why it cannot act now; null or absent while it can. */
  readonly reason?: string | null;
  /** Pressed while it cannot act: the place to show more than a tooltip. */
  readonly onRefused?: (reason: string) => void;
  readonly children: ReactNode;
};

export function Button({
  look = 'plain',
  icon,
  reason = null,
  children,
  className = '',
  onClick,
  onRefused,
  title,
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  return (
    <button
      type="button"
      className={`button button-${look} ${className}`}
      aria-disabled={reason !== null || undefined}
      aria-describedby={reason === null ? undefined : reasonId}
      title={reason ?? title}
      onClick={reason === null ? onClick : () => onRefused?.(reason)}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {reason !== null && (
        <span id={reasonId} hidden>
          {reason}
        </span>
      )}
    </button>
  );
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'onRefused'> & {
  readonly icon: IconName;
  readonly label: string;
};

/** A button whose only sign is an icon; the label is its name and its tooltip. */
export function IconButton({ icon, label, reason = null, className = '', onClick, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className}`}
      aria-label={label}
      title={reason === null ? label : `${label}: ${reason}`}
      aria-disabled={reason !== null || undefined}
      onClick={reason === null ? onClick : (event) => event.preventDefault()}
      {...rest}
    >
      <Icon name={icon} />
    </button>
  );
}
